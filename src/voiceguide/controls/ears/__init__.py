"""The ears: recognise spoken commands and claps, offline, and store no sound."""
