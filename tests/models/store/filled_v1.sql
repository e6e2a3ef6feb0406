BEGIN TRANSACTION;
CREATE TABLE catalogue (
        kit_id TEXT NOT NULL PRIMARY KEY,
        content TEXT NOT NULL,
        installed_at TEXT NOT NULL,
        is_current BOOLEAN NOT NULL
    );
INSERT INTO "catalogue" VALUES('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','{"catalogue_id":"khanh-hoa","version":1}','2026-09-20T03:04:05Z',1);
CREATE TABLE catalogue_form (
        kit_id TEXT NOT NULL REFERENCES catalogue (kit_id),
        form_id TEXT NOT NULL,
        sha256 TEXT NOT NULL REFERENCES form_definition (sha256),
        PRIMARY KEY (kit_id, form_id)
    );
INSERT INTO "catalogue_form" VALUES('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','monthly','15f42e7cc56d8e84b2de4fc31a4b0cd928c4f022b42a71e3ab34f9808475e86a');
CREATE TABLE catalogue_media (
        kit_id TEXT NOT NULL REFERENCES catalogue (kit_id),
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL REFERENCES media_text (sha256),
        PRIMARY KEY (kit_id, name)
    );
INSERT INTO "catalogue_media" VALUES('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','villages','8a875b1716115b631e94a2e6b2cf23ec58a90dd96ff6c12faa0c87a18065b346');
CREATE TABLE entry (
        id TEXT NOT NULL PRIMARY KEY,
        lineage TEXT NOT NULL,
        form TEXT NOT NULL,
        form_version TEXT NOT NULL,
        form_sha256 TEXT NOT NULL,
        unit TEXT NOT NULL,
        period TEXT,
        revision INTEGER NOT NULL CHECK (revision >= 1),
        replaces TEXT,
        state TEXT NOT NULL,
        is_current BOOLEAN NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        completed_at TEXT,
        completed_by TEXT,
        done INTEGER NOT NULL,
        total INTEGER NOT NULL,
        hard INTEGER NOT NULL,
        soft INTEGER NOT NULL,
        received_at TEXT,
        bundle_id TEXT
    );
INSERT INTO "entry" VALUES('00000000000000000000000000000001','00000000000000000000000000000001','monthly','2026090101','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','22810','2026M08',1,NULL,'returned',0,'2026-09-20T03:04:05Z','2026-09-20T03:04:05Z','2026-09-20T03:04:05Z','Nguyễn Thị Hòa',0,0,0,0,NULL,NULL);
INSERT INTO "entry" VALUES('00000000000000000000000000000002','00000000000000000000000000000001','monthly','2026090101','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','22810','2026M08',2,'00000000000000000000000000000001','draft',1,'2026-09-20T03:04:05Z','2026-09-20T03:04:05Z',NULL,NULL,2,3,0,0,NULL,NULL);
INSERT INTO "entry" VALUES('00000000000000000000000000000003','00000000000000000000000000000003','tasks','2026090101','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','22810',NULL,1,NULL,'draft',1,'2026-09-20T03:04:05Z','2026-09-20T03:04:05Z',NULL,NULL,0,0,0,0,NULL,NULL);
CREATE TABLE entry_annotation (
        entry_id TEXT NOT NULL REFERENCES entry (id),
        path TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('note', 'explanation')),
        text TEXT NOT NULL,
        author TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (entry_id, path, kind)
    ) WITHOUT ROWID;
INSERT INTO "entry_annotation" VALUES('00000000000000000000000000000001','/data/soc_health_record_n','explanation','tăng do chiến dịch','Nguyễn Thị Hòa','2026-09-20T03:04:05Z');
INSERT INTO "entry_annotation" VALUES('00000000000000000000000000000001','/data/soc_health_record_n','note','theo báo cáo của trạm y tế','Nguyễn Thị Hòa','2026-09-20T03:04:05Z');
INSERT INTO "entry_annotation" VALUES('00000000000000000000000000000002','/data/soc_health_record_n','explanation','tăng do chiến dịch','Nguyễn Thị Hòa','2026-09-20T03:04:05Z');
INSERT INTO "entry_annotation" VALUES('00000000000000000000000000000002','/data/soc_health_record_n','note','theo báo cáo của trạm y tế','Nguyễn Thị Hòa','2026-09-20T03:04:05Z');
CREATE TABLE entry_comment (
        entry_id TEXT NOT NULL REFERENCES entry (id),
        position INTEGER NOT NULL,
        path TEXT NOT NULL,
        text TEXT NOT NULL,
        author TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (entry_id, position)
    ) WITHOUT ROWID;
INSERT INTO "entry_comment" VALUES('00000000000000000000000000000001',0,'/data/soc_health_record_n','xem lại thôn Lập Lá','Tỉnh','2026-09-20T03:04:05Z');
CREATE TABLE entry_value (
        entry_id TEXT NOT NULL REFERENCES entry (id),
        path TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (entry_id, path)
    ) WITHOUT ROWID;
INSERT INTO "entry_value" VALUES('00000000000000000000000000000001','/data/soc_health_record_d','91032');
INSERT INTO "entry_value" VALUES('00000000000000000000000000000001','/data/soc_health_record_n','69586');
INSERT INTO "entry_value" VALUES('00000000000000000000000000000002','/data/soc_health_record_d','91032');
INSERT INTO "entry_value" VALUES('00000000000000000000000000000002','/data/soc_health_record_n','69587');
INSERT INTO "entry_value" VALUES('00000000000000000000000000000003','/data/title','Số hóa sổ hộ tịch');
CREATE TABLE entry_withheld (
        entry_id TEXT NOT NULL REFERENCES entry (id),
        path TEXT NOT NULL,
        PRIMARY KEY (entry_id, path)
    ) WITHOUT ROWID;
CREATE TABLE form_definition (
        sha256 TEXT NOT NULL PRIMARY KEY,
        form_id TEXT NOT NULL,
        content TEXT NOT NULL
    );
INSERT INTO "form_definition" VALUES('15f42e7cc56d8e84b2de4fc31a4b0cd928c4f022b42a71e3ab34f9808475e86a','monthly','{"form_id":"monthly"}');
CREATE TABLE history (
        number INTEGER NOT NULL PRIMARY KEY,
        entry_id TEXT NOT NULL REFERENCES entry (id),
        kind TEXT NOT NULL CHECK (kind IN ('value', 'note', 'explanation', 'state')),
        path TEXT NOT NULL,
        old_value TEXT NOT NULL,
        new_value TEXT NOT NULL,
        at TEXT NOT NULL,
        author TEXT NOT NULL,
        why TEXT NOT NULL
    );
INSERT INTO "history" VALUES(1,'00000000000000000000000000000001','state','','','draft','2026-09-20T03:04:05Z','Nguyễn Thị Hòa','');
INSERT INTO "history" VALUES(2,'00000000000000000000000000000001','value','/data/soc_health_record_n','','69586','2026-09-20T03:04:05Z','Nguyễn Thị Hòa','');
INSERT INTO "history" VALUES(3,'00000000000000000000000000000001','value','/data/soc_health_record_d','','91032','2026-09-20T03:04:05Z','Nguyễn Thị Hòa','');
INSERT INTO "history" VALUES(4,'00000000000000000000000000000001','note','/data/soc_health_record_n','','theo báo cáo của trạm y tế','2026-09-20T03:04:05Z','Nguyễn Thị Hòa','');
INSERT INTO "history" VALUES(5,'00000000000000000000000000000001','explanation','/data/soc_health_record_n','','tăng do chiến dịch','2026-09-20T03:04:05Z','Nguyễn Thị Hòa','');
INSERT INTO "history" VALUES(6,'00000000000000000000000000000001','state','','draft','complete','2026-09-20T03:04:05Z','Nguyễn Thị Hòa','');
INSERT INTO "history" VALUES(7,'00000000000000000000000000000001','state','','complete','exported','2026-09-20T03:04:05Z','Nguyễn Thị Hòa','');
INSERT INTO "history" VALUES(8,'00000000000000000000000000000001','state','','exported','returned','2026-09-20T03:04:05Z','Nguyễn Thị Hòa','');
INSERT INTO "history" VALUES(9,'00000000000000000000000000000002','state','','','draft','2026-09-20T03:04:05Z','Nguyễn Thị Hòa','');
INSERT INTO "history" VALUES(10,'00000000000000000000000000000002','value','/data/soc_health_record_n','69586','69587','2026-09-20T03:04:05Z','Nguyễn Thị Hòa','');
INSERT INTO "history" VALUES(11,'00000000000000000000000000000003','state','','','draft','2026-09-20T03:04:05Z','Nguyễn Thị Hòa','');
INSERT INTO "history" VALUES(12,'00000000000000000000000000000003','value','/data/title','','Số hóa sổ hộ tịch','2026-09-20T03:04:05Z','Nguyễn Thị Hòa','');
CREATE TABLE measurement (
        number INTEGER NOT NULL PRIMARY KEY,
        entry_id TEXT REFERENCES entry (id),
        indicator TEXT NOT NULL,
        unit TEXT NOT NULL,
        period TEXT NOT NULL,
        numerator TEXT,
        denominator TEXT
    );
CREATE TABLE media_text (sha256 TEXT NOT NULL PRIMARY KEY, content TEXT NOT NULL);
INSERT INTO "media_text" VALUES('8a875b1716115b631e94a2e6b2cf23ec58a90dd96ff6c12faa0c87a18065b346','name,label,parent
22810-01,Thôn Lập Lá,22810
');
CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO "meta" VALUES('unit','22810');
CREATE TABLE schema_version (
    number INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    applied_at TEXT NOT NULL
);
INSERT INTO "schema_version" VALUES(1,'first','2026-11-21T19:59:27Z');
CREATE UNIQUE INDEX entry_current_slot ON entry (form, unit, period)
        WHERE is_current AND period IS NOT NULL;
CREATE UNIQUE INDEX entry_current_lineage ON entry (lineage) WHERE is_current;
CREATE INDEX entry_by_lineage ON entry (lineage, revision);
CREATE INDEX history_by_entry ON history (entry_id, path);
CREATE UNIQUE INDEX catalogue_current ON catalogue (is_current) WHERE is_current;
CREATE INDEX measurement_by_period ON measurement (period, indicator, unit);
CREATE INDEX measurement_by_entry ON measurement (entry_id);
CREATE TRIGGER history_no_update BEFORE UPDATE ON history BEGIN SELECT RAISE(ABORT, 'history is never rewritten'); END;
CREATE TRIGGER history_no_delete BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, 'history is never rewritten'); END;
COMMIT;
