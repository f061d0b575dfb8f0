"""What people write into their records, in the language of the customer: English first, then Chinese."""

from __future__ import annotations

Said = tuple[str, str]

NEXT_STEPS: tuple[tuple[Said, ...], ...] = (
    (("Call to qualify", "电话确认需求"), ("Send the company profile", "发送公司介绍")),
    (("Visit the workshop", "上门看产线"), ("Collect sample parts", "收集样件")),
    (
        ("Show the sample results", "演示样件结果"),
        ("Agree the solution with engineering", "与工艺部确认方案"),
    ),
    (("Follow up the quote", "跟进报价"), ("Meet the purchasing manager", "约见采购经理")),
    (("Settle payment terms", "敲定付款条件"), ("Get the contract signed", "推进合同签署")),
)
LOSS_REASONS = (
    ("价格 Price", 0.34),
    ("项目搁置 Project shelved", 0.24),
    ("交期 Delivery time", 0.12),
    ("技术不符 Technical fit", 0.14),
    ("关系 Relationship", 0.09),
    ("无预算 No budget", 0.07),
)
REVIEW_TEXTS: tuple[Said, ...] = (
    ("The offer came after the budget was settled.", "报价时客户预算已定。"),
    ("We never met the person who decides.", "一直没有见到决策人。"),
    ("The rival showed samples first.", "竞争对手先做了样件。"),
    ("The customer waited too long for our answer.", "客户等我们的答复太久。"),
)
COLLATERAL = (
    "产品样本 Brochure",
    "案例集 Case book",
    "报价模板 Quote sheet",
    "演示视频 Demo video",
)
COMPETITORS = ("Vantor", "Kesler & Roy", "明拓", "远科仪器", "Orlimex")
PURPOSES: dict[str, tuple[Said, ...]] = {
    "visit": (
        ("Clarify needs", "了解需求"),
        ("Discuss the solution", "方案沟通"),
        ("Keep in touch", "客情维护"),
        ("Follow up the quote", "跟进报价"),
    ),
    "meeting": (("Technical exchange", "技术交流"), ("Negotiate terms", "商务谈判")),
    "demo": (("Sample test", "样件测试"), ("Show the machine", "设备演示")),
    "presentation": (("Present the solution", "方案汇报"), ("Introduce the company", "公司介绍")),
    "onboarding": (("Commissioning", "安装调试"), ("Train the operators", "操作培训")),
    "call": (
        ("Ask how it stands", "询问进展"),
        ("Make an appointment", "预约拜访"),
        ("Follow up", "电话回访"),
    ),
    "email": (("Send documents", "发送资料"), ("Send the quote", "发送报价")),
    "task": (("Prepare the quote", "准备报价"), ("Update the file", "更新客户档案")),
    "note": (("Note", "备注"),),
}
REASONS_NOT_DONE: tuple[Said, ...] = (
    ("Customer was out", "客户外出"),
    ("Customer postponed", "客户改期"),
    ("Urgent matter elsewhere", "临时处理急事"),
    ("Not enough time", "时间不够"),
)
NOTES: dict[str, Said] = {
    "positive": ("Interested, wants to go on", "客户有意向，希望继续推进"),
    "neutral": ("No decision yet", "暂无结论，继续跟进"),
    "negative": ("Holding back for now", "客户暂缓"),
}
