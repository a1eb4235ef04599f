-- What is filed under ids, which have no order, touches a page of the store each; numbers and keys that begin with the day lie together. All of these tables follow
-- from the readings and the decisions, and are made again by the program that finds none under its name in `linkers`.
DROP TABLE versions;
DROP TABLE blocks;
DROP TABLE edges;
DROP TABLE bands;
DROP TABLE signatures;

-- Which weights and keys the versions are linked by.
CREATE TABLE linkers (
  digest TEXT PRIMARY KEY
) WITHOUT ROWID;

-- One incident of one report. `number` is made of the entry of the journal that brought its reading, and its place in that; a component is called as the first
-- version that was in it.
CREATE TABLE versions (
  number    INTEGER PRIMARY KEY,
  id        TEXT NOT NULL UNIQUE,
  report    TEXT NOT NULL REFERENCES reports (id),
  local     TEXT NOT NULL,
  main      INTEGER NOT NULL,
  component INTEGER NOT NULL,
  incident  TEXT NOT NULL,
  body      TEXT NOT NULL,
  account   TEXT NOT NULL
);
CREATE INDEX versions_report ON versions (report);
CREATE INDEX versions_component ON versions (component);
CREATE INDEX versions_incident ON versions (incident);

-- Under which keys a version is looked for.
CREATE TABLE blocks (
  key     INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (key, version)
) WITHOUT ROWID;

-- Pairs of versions that are or may be one incident; `a` came after `b`.
CREATE TABLE edges (
  a        INTEGER NOT NULL,
  b        INTEGER NOT NULL,
  log_odds REAL NOT NULL,
  PRIMARY KEY (a, b)
) WITHOUT ROWID;
CREATE INDEX edges_b ON edges (b);

-- Where near-duplicates are looked for. Reports go by the entry of the journal that brought them.
CREATE TABLE bands (
  key    INTEGER NOT NULL,
  report INTEGER NOT NULL,
  PRIMARY KEY (key, report)
) WITHOUT ROWID;
CREATE TABLE signatures (
  report INTEGER PRIMARY KEY,
  body   TEXT NOT NULL
);
CREATE INDEX reports_seq ON reports (seq);

-- What incidents are looked for by, without their bodies, in the order in which they are shown.
DROP INDEX incidents_day;
CREATE INDEX incidents_sought ON incidents (
  first_day, id, last_day, sought_place, sought_actors, type, killed_max, killed_min, status, disputed, main, lat, lon
);

-- Words are filed under the entry that brought their report, so that who looks for them need not read the texts.
CREATE VIRTUAL TABLE texts USING fts5 (report UNINDEXED, title, text, tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO texts (rowid, report, title, text) SELECT r.seq, w.report, w.title, w.text FROM words w JOIN reports r ON r.id = w.report;
DROP TABLE words;
ALTER TABLE texts RENAME TO words;
