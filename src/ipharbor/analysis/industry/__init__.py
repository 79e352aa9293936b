"""An industry of the region, reckoned over the documents of a vintage.

``membership`` says which documents belong to which industry; ``picture`` reckons everything that
a page of one industry shows: its years, links, firms, who enters and leaves, its place among other
regions, strengths, gaps, and firms to cultivate. Every figure is explained in
``docs/explanation/industries.md``.
"""
