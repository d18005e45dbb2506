-- People: the one place with names and addresses, apart from the record so that they can be erased from it.

CREATE SCHEMA IF NOT EXISTS directory;

CREATE TABLE directory.people (
    id         text COLLATE "C" PRIMARY KEY,
    name       text NOT NULL,
    roles      text[] NOT NULL,
    unit       text,
    seniority  text,
    manager    text COLLATE "C",
    address    text,
    language   text NOT NULL,
    time_zone  text NOT NULL,
    country    text,
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX people_of_manager ON directory.people (manager);
CREATE INDEX people_of_role ON directory.people USING gin (roles);
