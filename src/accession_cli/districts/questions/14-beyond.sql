-- 不在基本目录中的事项
-- 各区现行事项中，没有认定属于任何条目的；名称相近、待人认定的写明条目。
WITH known AS (
    SELECT
        district,
        id,
        bool_or(counts) AS counts,
        string_agg(entry, '、' ORDER BY entry) FILTER (NOT counts) AS proposed
    FROM same
    WHERE kind = 'task'
    GROUP BY ALL
)
SELECT
    profile.name AS "区",
    task.id AS "编号",
    task.title AS "事项名称",
    task.class AS "类别",
    coalesce(agency.name, task.agency) AS "主管部门",
    known.proposed AS "待认定的条目"
FROM in_force AS task
JOIN profile USING (district)
LEFT JOIN known ON known.district = task.district AND known.id = task.id
LEFT JOIN agencies AS agency ON agency.district = task.district AND agency.key = task.agency
WHERE NOT coalesce(known.counts, false)
ORDER BY task.district, task.id
