-- 谁改写了历史
-- 公布的历史不是接着上一次的：到达的日期，后来怎么处理。
SELECT
    coalesce(districts.name, arrivals.district) AS "区",
    arrivals.district AS "区划代码",
    arrivals.arrived AS "到达日期",
    arrivals.commit AS "版本",
    arrivals.outcome_name AS "处理",
    arrivals.reason AS "理由"
FROM arrivals
LEFT JOIN districts USING (district)
WHERE arrivals.outcome IN ('rewritten', 'rewrite_accepted')
ORDER BY arrivals.arrived DESC, arrivals.district
