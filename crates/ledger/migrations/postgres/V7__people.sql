-- Who may come to the desk. None of it is part of the record: no entry of the journal speaks of it, no bundle holds it.
CREATE TABLE people (
  name     TEXT COLLATE "C" PRIMARY KEY,
  role     TEXT NOT NULL,
  password TEXT NOT NULL,
  totp     TEXT,
  step     BIGINT NOT NULL,
  failed   BIGINT NOT NULL,
  locked   BIGINT NOT NULL
);

-- Sessions, tokens, invitations and recovery codes, each by the hash of what its holder shows.
CREATE TABLE keys (
  digest TEXT COLLATE "C" PRIMARY KEY,
  kind   TEXT NOT NULL,
  holder TEXT COLLATE "C" NOT NULL,
  about  TEXT NOT NULL,
  made   BIGINT NOT NULL,
  until  BIGINT NOT NULL
);
CREATE INDEX keys_holder ON keys (holder, kind);
