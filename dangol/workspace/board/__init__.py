"""게시판: notices and posts for colleagues, with who has read them (F166)."""
