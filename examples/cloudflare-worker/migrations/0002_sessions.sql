CREATE TABLE holoband_schema (version INTEGER NOT NULL PRIMARY KEY) STRICT;

CREATE TABLE holoband_sessions (
      subject TEXT NOT NULL,
      id TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('active', 'ended', 'compromised')),
      generation INTEGER NOT NULL,
      rotated_at INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      idle_expires_at INTEGER NOT NULL,
      absolute_expires_at INTEGER NOT NULL,
      device TEXT NOT NULL,
      reason TEXT NOT NULL,
      PRIMARY KEY (subject, id)
    ) STRICT, WITHOUT ROWID;

CREATE INDEX holoband_sessions_idle ON holoband_sessions (idle_expires_at);

CREATE TABLE holoband_bans (subject TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE holoband_counters (
      key TEXT NOT NULL PRIMARY KEY,
      hits INTEGER NOT NULL,
      ends_at REAL NOT NULL
    ) STRICT, WITHOUT ROWID;

CREATE INDEX holoband_counters_end ON holoband_counters (ends_at);

INSERT INTO holoband_schema (version) VALUES (1);
