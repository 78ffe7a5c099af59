"""World -> commands: what a listener does becomes what the transport obeys."""
