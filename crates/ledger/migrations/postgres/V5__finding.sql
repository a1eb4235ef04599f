-- Who looks for words goes from reports to their incidents and back: both ways by an index alone, for the rows themselves are large.
DROP INDEX reports_seq;
CREATE INDEX reports_seq ON reports (seq, id);
DROP INDEX versions_report;
CREATE INDEX versions_report ON versions (report, incident);
DROP INDEX versions_incident;
CREATE INDEX versions_incident ON versions (incident, report);
