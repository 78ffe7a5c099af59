"""Timeline + commands -> blocks: which frames come next, and how they sound."""
