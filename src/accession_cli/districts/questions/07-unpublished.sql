-- 谁没有公布
-- 从未公布、取不到或者最近一次不能用的区：用的是哪天的数据，问题是什么，已经几天。
SELECT
    name AS "区",
    district AS "区划代码",
    arrived AS "所用数据的日期",
    date_diff('day', arrived, getvariable('day')) AS "距今天数",
    problem_name AS "问题",
    since AS "问题始于",
    date_diff('day', since, getvariable('day')) AS "已有天数",
    unread AS "读不出的文件"
FROM districts
WHERE arrived IS NULL OR problem IS NOT NULL OR unread > 0
ORDER BY arrived NULLS FIRST, district
