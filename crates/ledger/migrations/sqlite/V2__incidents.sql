-- What follows from the readings and the decisions. All of it can be made again from them, and `verify` does.

-- One incident of one report.
CREATE TABLE versions (
  id        TEXT PRIMARY KEY,
  report    TEXT NOT NULL REFERENCES reports (id),
  local     TEXT NOT NULL,
  main      INTEGER NOT NULL,
  component TEXT NOT NULL,
  incident  TEXT NOT NULL,
  seq       INTEGER NOT NULL,
  body      TEXT NOT NULL,
  account   TEXT NOT NULL
);
CREATE INDEX versions_report ON versions (report);
CREATE INDEX versions_component ON versions (component);
CREATE INDEX versions_incident ON versions (incident);

-- Under which keys a version is looked for.
CREATE TABLE blocks (
  key     INTEGER NOT NULL,
  version TEXT NOT NULL,
  PRIMARY KEY (key, version)
) WITHOUT ROWID;

-- Pairs of versions that are or may be one incident; `a` sorts before `b`.
CREATE TABLE edges (
  a        TEXT NOT NULL,
  b        TEXT NOT NULL,
  log_odds REAL NOT NULL,
  PRIMARY KEY (a, b)
) WITHOUT ROWID;
CREATE INDEX edges_b ON edges (b);

-- What the versions of an incident come to.
CREATE TABLE incidents (
  number     INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  type       TEXT NOT NULL,
  reality    TEXT NOT NULL,
  main       INTEGER NOT NULL,
  first_day  INTEGER,
  last_day   INTEGER,
  place      TEXT,
  admin      TEXT,
  country    TEXT,
  lat        REAL,
  lon        REAL,
  sought_place  TEXT NOT NULL,
  sought_actors TEXT NOT NULL,
  killed_min INTEGER,
  killed_max INTEGER,
  reports    INTEGER NOT NULL,
  sources    INTEGER NOT NULL,
  disputed   TEXT NOT NULL,
  status     TEXT NOT NULL,
  body       TEXT NOT NULL
);
CREATE INDEX incidents_day ON incidents (first_day);
CREATE VIRTUAL TABLE boxes USING rtree (number, south, north, west, east);

-- Where near-duplicates are looked for, and which were found; `a` sorts before `b`.
CREATE TABLE bands (
  key    INTEGER NOT NULL,
  report TEXT NOT NULL,
  PRIMARY KEY (key, report)
) WITHOUT ROWID;
CREATE TABLE signatures (
  report TEXT PRIMARY KEY REFERENCES reports (id),
  body   TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE copies (
  a        TEXT NOT NULL,
  b        TEXT NOT NULL,
  likeness REAL NOT NULL,
  PRIMARY KEY (a, b)
) WITHOUT ROWID;
CREATE INDEX copies_b ON copies (b);

CREATE TABLE decisions (
  seq    INTEGER PRIMARY KEY,
  kind   TEXT NOT NULL,
  about  TEXT NOT NULL,
  body   TEXT NOT NULL,
  undone INTEGER
);
CREATE INDEX decisions_about ON decisions (about);

-- Pairs of versions that a person said are one incident, or are not; `a` sorts before `b`.
CREATE TABLE bonds (
  a   TEXT NOT NULL,
  b   TEXT NOT NULL,
  one INTEGER NOT NULL,
  seq INTEGER NOT NULL
);
CREATE INDEX bonds_a ON bonds (a);
CREATE INDEX bonds_b ON bonds (b);

CREATE TABLE outlets (
  name TEXT PRIMARY KEY,
  body TEXT NOT NULL,
  seq  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE VIRTUAL TABLE words USING fts5 (report UNINDEXED, title, text, tokenize = 'unicode61 remove_diacritics 2');
