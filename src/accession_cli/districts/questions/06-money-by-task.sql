-- 按事项一次核定的经费
-- 各区现行事项中整件核定的经费，不分年度；按年核定的另列，不加在一起。
SELECT
    profile.name AS "区",
    count(*) AS "现行事项",
    count(*) FILTER (funding.per = 'task' AND funding.amount > 0) AS "整件核定的事项",
    sum(funding.amount) FILTER (funding.per = 'task') AS "整件金额（元）",
    count(*) FILTER (funding.amount IS NULL) AS "未定金额的事项"
FROM in_force
JOIN profile USING (district)
GROUP BY district, profile.name
ORDER BY district
