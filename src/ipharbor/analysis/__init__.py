"""From a question about many documents to an answer that can be checked.

An answer is a table with the method it was reckoned by, the vintage of the corpus it was
reckoned on, and its coverage: of how many documents the question was asked and how many
could answer it. ``landscape`` reckons the whole picture of a set of documents in a few
passes over the corpus; ``concentration`` holds the measures; ``charts`` turns answers into
chart specifications whose marks open the query behind them. Expressions are Ibis, so the
same ones run on the engine in the process and on a cluster. Each figure is explained in
``docs/explanation/landscape-method.md``.
"""
