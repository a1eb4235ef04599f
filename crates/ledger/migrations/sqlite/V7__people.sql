-- Who may come to the desk. None of it is part of the record: no entry of the journal speaks of it, no bundle holds it.
CREATE TABLE people (
  name     TEXT PRIMARY KEY,
  role     TEXT NOT NULL,
  password TEXT NOT NULL,
  totp     TEXT,
  step     INTEGER NOT NULL,
  failed   INTEGER NOT NULL,
  locked   INTEGER NOT NULL
) WITHOUT ROWID;

-- Sessions, tokens, invitations and recovery codes, each by the hash of what its holder shows.
CREATE TABLE keys (
  digest TEXT PRIMARY KEY,
  kind   TEXT NOT NULL,
  holder TEXT NOT NULL,
  about  TEXT NOT NULL,
  made   INTEGER NOT NULL,
  until  INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX keys_holder ON keys (holder, kind);
