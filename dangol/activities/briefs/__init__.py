"""일일·주간 업무보고 (F51): drafted from what was done, edited, handed to the leader."""
