-- What came in, what was read of it, and the journal of both. These rows are written once.

-- The bytes of inputs, deflated, under their BLAKE3 hash.
CREATE TABLE originals (
  digest TEXT COLLATE "C" PRIMARY KEY,
  size   BIGINT NOT NULL,
  bytes  BYTEA NOT NULL
);

-- `id` is made of the report's own words and what is known of it, so that the same report is the same row in every ledger.
CREATE TABLE reports (
  id        TEXT COLLATE "C" PRIMARY KEY,
  name      TEXT NOT NULL,
  title     TEXT,
  source    TEXT,
  url       TEXT,
  published TEXT,
  language  TEXT,
  original  TEXT COLLATE "C" REFERENCES originals (digest),
  seq       BIGINT NOT NULL
);
CREATE INDEX reports_source ON reports (source, published);
CREATE INDEX reports_name ON reports (name);

-- Readings of a report, deflated JSON; the one with the greatest seq counts.
CREATE TABLE readings (
  report  TEXT COLLATE "C" NOT NULL REFERENCES reports (id),
  seq     BIGINT NOT NULL,
  digest  TEXT COLLATE "C" NOT NULL,
  made_by TEXT NOT NULL,
  body    BYTEA NOT NULL,
  PRIMARY KEY (report, seq)
);

CREATE TABLE journal (
  seq  BIGINT PRIMARY KEY,
  at   TEXT NOT NULL,
  who  TEXT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  hash TEXT COLLATE "C" NOT NULL
);

CREATE TABLE heads (
  seq       BIGINT PRIMARY KEY,
  hash      TEXT COLLATE "C" NOT NULL,
  root      TEXT NOT NULL,
  signer    TEXT NOT NULL,
  signature TEXT NOT NULL
);
