-- Rows of logs that others keep. A log's maker holds its rows to be different incidents, and a row may be changed later.
CREATE TABLE rows (
  report  TEXT COLLATE "C" PRIMARY KEY REFERENCES reports (id),
  log     TEXT COLLATE "C" NOT NULL,
  key     TEXT COLLATE "C" NOT NULL,
  -- what the row says: its text, and what the mapping made of it
  content TEXT NOT NULL,
  -- the report that was this row before it was changed
  after   TEXT COLLATE "C",
  seq     BIGINT NOT NULL
);
CREATE INDEX rows_key ON rows (log, key, seq);
CREATE INDEX rows_after ON rows (after);
