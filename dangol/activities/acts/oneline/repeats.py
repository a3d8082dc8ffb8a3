"""How people say how often, as RFC 5545 writes it."""

REPEATS = {
    "매일": "FREQ=DAILY",
    "평일": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "매주": "FREQ=WEEKLY",
    "격주": "FREQ=WEEKLY;INTERVAL=2",
    "매월": "FREQ=MONTHLY",
    "매달": "FREQ=MONTHLY",
    "분기": "FREQ=MONTHLY;INTERVAL=3",
    "매년": "FREQ=YEARLY",
}
