"""What is heard now -> what a person sees: letters that fill a terminal, or plain lines."""
