-- 依据哪部法律准入
-- 现行事项引用的每部法律、每一条：多少个区、多少个事项，是哪些区。
SELECT
    cited.law AS "法律",
    cited.article AS "条款",
    count(DISTINCT cited.district) AS "区数",
    count(DISTINCT (cited.district, cited.id)) AS "事项数",
    string_agg(DISTINCT profile.name, '、' ORDER BY profile.name) AS "哪些区"
FROM in_force_cited AS cited
JOIN profile USING (district)
GROUP BY ALL
ORDER BY "区数" DESC, "事项数" DESC, "法律", "条款" NULLS FIRST
