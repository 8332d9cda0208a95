-- 年度固定以后才到的事项
-- 备案日期在固定的年度之内，固定时却没有送到的事项；--year 指明年度。
SELECT
    profile.name AS "区",
    task.id AS "编号",
    task.title AS "事项名称",
    task.filing.date AS "备案日期",
    cut.cut AS "固定日期",
    date_diff('day', task.filing.date, cut.cut) AS "早几天"
FROM tasks AS task
JOIN frozen_districts AS cut USING (district)
JOIN profile USING (district)
ANTI JOIN frozen_tasks AS known ON known.district = task.district AND known.id = task.id
WHERE task.filing.date <= least(cut.cut, make_date(getvariable('year'), 12, 31))
ORDER BY task.district, task.id
