"""Papers for people and offices, filled from values that others have gathered.

A form says which fields it has and where each comes from (``forms.yaml``); a paper is a form
filled for a firm, some of its rights and a day, with the provisions it rests on, what is left
to be filled by hand, and what the person who signs should look at. Papers are drawn as DOCX
from templates; a district can lay its own beside them. This room knows no store and no clock.
"""
