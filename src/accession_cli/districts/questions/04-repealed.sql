-- 依据已经废止或者改了的事项
-- 现行事项引用的法律文本，按本区法律表已经废止、有了新文本或者由别的法律代替的。
WITH known AS (
    SELECT
        district,
        law,
        version,
        effective_from,
        repealed_on,
        replaced_by,
        articles,
        row_number() OVER of_law AS place
    FROM statutes
    WINDOW of_law AS (PARTITION BY district, law ORDER BY effective_from NULLS FIRST, version)
),
begun AS (
    SELECT
        district,
        law,
        max(place) AS place,
        arg_max(version, place) AS version,
        arg_max(effective_from, place) AS effective_from,
        arg_max(repealed_on, place) AS repealed_on
    FROM known
    WHERE effective_from <= getvariable('day') OR (effective_from IS NULL AND place = 1)
    GROUP BY ALL
),
judged AS (
    SELECT
        cited.*,
        begun.version AS newest,
        begun.effective_from AS since,
        begun.repealed_on AS repealed,
        known.replaced_by AS replaced_by,
        heir.effective_from AS replaced,
        known.articles[cited.article] AS moved,
        CASE
            WHEN begun.repealed_on <= getvariable('day') THEN '已废止'
            WHEN begun.place > known.place THEN '有新文本'
            WHEN known.repealed_on IS NULL AND heir.effective_from <= getvariable('day')
                THEN '由别的法律代替'
        END AS fate
    FROM in_force_cited AS cited
    JOIN begun ON begun.district = cited.district AND begun.law = cited.law
    LEFT JOIN known
        ON known.district = cited.district AND known.law = cited.law
        AND known.version = cited.version
    LEFT JOIN known AS heir
        ON heir.district = known.district AND heir.law = known.replaced_by.law
        AND heir.version = known.replaced_by.version
)
SELECT
    profile.name AS "区",
    judged.id AS "编号",
    task.title AS "事项名称",
    coalesce(agency.name, task.agency) AS "主管部门",
    judged.law AS "法律",
    judged.version AS "引用文本",
    judged.article AS "条款",
    judged.fate AS "现状",
    CASE judged.fate
        WHEN '已废止' THEN judged.repealed
        WHEN '有新文本' THEN judged.since
        ELSE judged.replaced
    END AS "自何日",
    CASE judged.fate
        WHEN '有新文本' THEN judged.newest
        ELSE concat_ws(' ', judged.replaced_by.law, judged.replaced_by.version)
    END AS "现行文本",
    judged.moved AS "现行条款"
FROM judged
JOIN in_force AS task ON task.district = judged.district AND task.id = judged.id
JOIN profile ON profile.district = judged.district
LEFT JOIN agencies AS agency ON agency.district = judged.district AND agency.key = task.agency
WHERE judged.fate IS NOT NULL
ORDER BY judged.district, judged.id, "法律", "条款" NULLS FIRST
