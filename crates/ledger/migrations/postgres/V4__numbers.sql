-- What is filed under ids, which have no order, touches a page of the store each; numbers and keys that begin with the day lie together. All of these tables follow
-- from the readings and the decisions, and are made again by the program that finds none under its name in `linkers`.
DROP TABLE versions;
DROP TABLE blocks;
DROP TABLE edges;
DROP TABLE bands;
DROP TABLE signatures;

-- Which weights and keys the versions are linked by.
CREATE TABLE linkers (
  digest TEXT COLLATE "C" PRIMARY KEY
);

-- One incident of one report. `number` is made of the entry of the journal that brought its reading, and its place in that; a component is called as the first
-- version that was in it.
CREATE TABLE versions (
  number    BIGINT PRIMARY KEY,
  id        TEXT COLLATE "C" NOT NULL UNIQUE,
  report    TEXT COLLATE "C" NOT NULL REFERENCES reports (id),
  local     TEXT NOT NULL,
  main      BIGINT NOT NULL,
  component BIGINT NOT NULL,
  incident  TEXT COLLATE "C" NOT NULL,
  body      TEXT NOT NULL,
  account   TEXT NOT NULL
);
CREATE INDEX versions_report ON versions (report);
CREATE INDEX versions_component ON versions (component);
CREATE INDEX versions_incident ON versions (incident);

-- Under which keys a version is looked for.
CREATE TABLE blocks (
  key     BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (key, version)
);

-- Pairs of versions that are or may be one incident; `a` came after `b`.
CREATE TABLE edges (
  a        BIGINT NOT NULL,
  b        BIGINT NOT NULL,
  log_odds DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (a, b)
);
CREATE INDEX edges_b ON edges (b);

-- Where near-duplicates are looked for. Reports go by the entry of the journal that brought them.
CREATE TABLE bands (
  key    BIGINT NOT NULL,
  report BIGINT NOT NULL,
  PRIMARY KEY (key, report)
);
CREATE TABLE signatures (
  report BIGINT PRIMARY KEY,
  body   TEXT NOT NULL
);
CREATE INDEX reports_seq ON reports (seq);
