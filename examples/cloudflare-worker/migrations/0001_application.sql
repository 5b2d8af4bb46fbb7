CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  password TEXT NOT NULL
) STRICT;

CREATE TABLE session_events (
  at REAL NOT NULL,
  sub TEXT NOT NULL,
  sid TEXT NOT NULL,
  type TEXT NOT NULL
) STRICT;

CREATE INDEX session_events_by_subject ON session_events (sub, at);
