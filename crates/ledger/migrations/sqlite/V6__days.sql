-- The day that a report counts from, so that the reports of a period are found without reading them. Readings made from now on tell it; of those that were kept
-- before, the day of publication is taken, as it is when such a reading is added.
ALTER TABLE reports ADD COLUMN day TEXT;
UPDATE reports SET day = substr(published, 1, 10) WHERE published GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]*';
CREATE INDEX reports_day ON reports (day);
