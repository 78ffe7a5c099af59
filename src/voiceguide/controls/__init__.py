"""Controls: turn what a listener does into commands for the transport."""
