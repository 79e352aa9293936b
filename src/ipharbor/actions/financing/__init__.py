"""A firm borrows against its patents: each verb of an application and its loan."""
