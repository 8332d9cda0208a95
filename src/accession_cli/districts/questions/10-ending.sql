-- 年内到期的事项
-- 现行事项中，期限在年底以前届满的；--year 指明年度。
SELECT
    profile.name AS "区",
    task.period."end" AS "结束",
    task.id AS "编号",
    task.title AS "事项名称",
    coalesce(agency.name, task.agency) AS "主管部门",
    date_diff('day', getvariable('day'), task.period."end") AS "还有几天"
FROM in_force AS task
JOIN profile USING (district)
LEFT JOIN agencies AS agency ON agency.district = task.district AND agency.key = task.agency
WHERE task.period."end" <= make_date(getvariable('year'), 12, 31)
ORDER BY "结束", task.district, task.id
