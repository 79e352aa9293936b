"""Reports in an office's form: values go in, a PDF and a DOCX that say the same come out.

``values`` is what stands in a report, ``charts`` its drawings, ``pdf`` and ``docx`` draw it.
Equal reports are equal files, so that a report can be kept by its hash.
"""
