from dangol.knowledge.articles.models import Article, Edition, Picture
from dangol.knowledge.finding.models import Missed, Vote
from dangol.knowledge.shelves.models import Section, Space

__all__ = ["Article", "Edition", "Missed", "Picture", "Section", "Space", "Vote"]
