"""The world's publications: volumes on disk, the engine that reckons over them, the index.

A *volume* is what one import added: Parquet files that are never changed. A *vintage* is
a list of volumes and the full-text index built from them; the manifest names the current
one and is switched in one step, so a reader sees a whole vintage or the one before.
"""
