-- 基本目录的每个条目，哪些区有
-- 每个条目有几个区的现行事项属于它，哪些区没有；待认定的不计在内，另列几件。
WITH ours AS (
    SELECT entry, district, counts FROM same WHERE kind = 'task'
),
owning AS (
    SELECT DISTINCT entry, district FROM ours WHERE counts
),
waiting AS (
    SELECT entry, count(*) AS tasks FROM ours WHERE NOT counts GROUP BY entry
),
lacking AS (
    SELECT
        catalogue.code AS entry,
        count(*) AS districts,
        string_agg(profile.name, '、' ORDER BY profile.district) AS names
    FROM catalogue
    CROSS JOIN profile
    ANTI JOIN owning ON owning.entry = catalogue.code AND owning.district = profile.district
    GROUP BY catalogue.code
)
SELECT
    catalogue.code AS "条目",
    catalogue.title AS "基本目录事项",
    catalogue.class AS "类别",
    (SELECT count(*) FROM profile) - coalesce(lacking.districts, 0) AS "有的区",
    coalesce(lacking.districts, 0) AS "没有的区",
    coalesce(waiting.tasks, 0) AS "待认定的事项",
    lacking.names AS "哪些区没有"
FROM catalogue
LEFT JOIN lacking ON lacking.entry = catalogue.code
LEFT JOIN waiting ON waiting.entry = catalogue.code
ORDER BY catalogue.place
