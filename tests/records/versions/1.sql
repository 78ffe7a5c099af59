-- A history as version 1 of its form wrote it. This file never changes: such histories are out there.
CREATE TABLE sessions (
    id          TEXT PRIMARY KEY,
    started     TEXT NOT NULL,
    ended       TEXT NOT NULL,
    source      TEXT NOT NULL,
    name        TEXT NOT NULL,
    title       TEXT NOT NULL,
    settings    TEXT NOT NULL,
    finished    INTEGER NOT NULL CHECK (finished IN (0, 1)),
    left_at     TEXT NOT NULL,
    seconds     REAL NOT NULL,
    holds       INTEGER NOT NULL,
    pain_before INTEGER CHECK (pain_before BETWEEN 0 AND 10),
    pain_after  INTEGER CHECK (pain_after BETWEEN 0 AND 10),
    note        TEXT NOT NULL
);
INSERT INTO sessions VALUES (
    'one', '2026-11-01T07:30:00+11:00', '2026-11-01T07:35:00+11:00', 'lower-back', 'lower-back', 'A sore back',
    '{"hold": "10 s"}', 1, '', 300.5, 4, 6, 3, ''
);
INSERT INTO sessions VALUES (
    'two', '2026-11-02T07:30:00+11:00', '2026-11-02T07:35:00+11:00', 'lower-back', 'lower-back', 'A sore back',
    '{}', 0, 'Left side: hold 8 s', 0.0, 0, NULL, NULL, 'Stopped for the door.'
);
PRAGMA user_version = 1;
