"""What is wrong in broken YAML: finds the author's mistake where ruamel.yaml can't parse on, and corrects the line.

Why this is written by hand: YAML parsers stop at the first error and name it in terms of the grammar, such as "mapping
values are not allowed here". No library says which quote, colon or space the author forgot, and none goes on to the
next mistake. The modules here match ruamel.yaml's messages, so pyproject.toml bounds its version.
"""
