"""What holds the audit trail: how a record waits and joins it, how it is searched, and what of it goes."""
