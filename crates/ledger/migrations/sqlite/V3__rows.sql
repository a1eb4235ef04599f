-- Rows of logs that others keep. A log's maker holds its rows to be different incidents, and a row may be changed later.
CREATE TABLE rows (
  report  TEXT PRIMARY KEY REFERENCES reports (id),
  log     TEXT NOT NULL,
  key     TEXT NOT NULL,
  -- what the row says: its text, and what the mapping made of it
  content TEXT NOT NULL,
  -- the report that was this row before it was changed
  after   TEXT,
  seq     INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX rows_key ON rows (log, key, seq);
CREATE INDEX rows_after ON rows (after);
