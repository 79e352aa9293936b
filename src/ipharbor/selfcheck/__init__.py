"""The self-check of a firm: fifteen questions on how it looks after what it invents, what the
register knows of each answer, and the plan that follows from the answers.

Pure: questions are data (``questions.yaml``), the law and the calendar are passed in, and so is
what the register knows. No score is made of the answers.
"""
