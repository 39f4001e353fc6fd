-- What was asked on a page that she saw: the names of the questions.  What became relevant
-- since, on whichever page, is shown to her before the form is saved.
ALTER TABLE form_draft ADD seen text NOT NULL DEFAULT '' CHECK (octet_length(seen) <= 2097152);
GRANT UPDATE (seen) ON form_draft TO aftercare_site;

-- Whom a report registered: that stays when the report is taken back, and is said then.
ALTER TABLE report ADD registered bigint[] NOT NULL DEFAULT '{}';

-- Which forms the rules of a version name, and where: [{form, rule, file, line}].
ALTER TABLE rule_version ADD forms jsonb NOT NULL DEFAULT '[]';
GRANT UPDATE (forms) ON rule_version TO aftercare_rules;
