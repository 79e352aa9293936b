"""Names of actions on which several rooms rest: what the journal calls those that write events."""

PLEDGE_ACTS = (
    "financing.register", "financing.change", "financing.release", "financing.substitute",
    "financing.enforce",
)  # fmt: skip
"""What a loan does to the register: each enters or cancels a pledge, and names its rights."""
EVENT_ACTS = ("rights.import_events", *PLEDGE_ACTS)
"""Every action that writes legal events of rights."""
