-- 谁准入了什么
-- 各区现行的每个事项：名称、类别、主管部门、期限和备案号。
SELECT
    profile.name AS "区",
    task.id AS "编号",
    task.title AS "事项名称",
    task.class AS "类别",
    coalesce(agency.name, task.agency) AS "主管部门",
    task.period.start AS "开始",
    task.period."end" AS "结束",
    task.filing.date AS "备案日期",
    task.filing.number AS "备案号"
FROM in_force AS task
JOIN profile USING (district)
LEFT JOIN agencies AS agency ON agency.district = task.district AND agency.key = task.agency
ORDER BY task.district, task.id
