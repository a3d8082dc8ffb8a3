from dangol.orders.answers import pdf_answer


def test_the_number_of_a_paper_may_hold_hangul_and_a_slash():
    answer = pdf_answer(b"%PDF", "견적/1.pdf")

    assert answer["Content-Disposition"] == "inline; filename*=utf-8''%EA%B2%AC%EC%A0%81-1.pdf"
