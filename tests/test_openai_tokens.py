"""About how many tokens a text has. The true numbers are those of OpenAI's o200k vocabulary, counted once."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notesight.extractors.openai import tokens

COUNTED = {
    "Coffee with Ana Ruiz at the kiln. She is looking for a web designer for the new site, and wondered whether I know anybody. I'll send her Mia's portfolio by Friday; she can lend us the big table on the 14th.\n- call Bo about the van\n- invoice 2041, 350 EUR, due 3/9\n": 72,
    "Bonjour Élodie, merci pour ton message. Pourrais-tu m'envoyer la facture avant vendredi prochain ? J'ai parlé à ma sœur, elle cherche un appartement à Lyon et elle serait très reconnaissante si tu connaissais quelqu'un.": 48,
    "Merhaba Ayşe, gelecek hafta salı gününe kadar faturayı gönderebilir misin? Kardeşim İstanbul'da yeni bir iş arıyor, tanıdığın biri var mı?": 41,
    "Добрый день, Ольга! Не могли бы вы прислать мне исправленный счёт до следующего вторника? Моя сестра ищет квартиру в Петербурге и будет очень благодарна за помощь.": 44,
    "Καλημέρα Ελένη, μπορείς να μου στείλεις το τιμολόγιο μέχρι την Παρασκευή; Η αδερφή μου ψάχνει διαμέρισμα στη Θεσσαλονίκη.": 47,
    "صباح الخير يا ليلى، هل يمكنك إرسال الفاتورة المعدلة قبل يوم الثلاثاء القادم؟ أختي تبحث عن شقة في القاهرة.": 30,
    "नमस्ते प्रिया, क्या आप मुझे अगले मंगलवार तक संशोधित चालान भेज सकती हैं? मेरी बहन दिल्ली में एक मकान ढूंढ रही है।": 35,
    "สวัสดีครับคุณนภา ช่วยส่งใบแจ้งหนี้ที่แก้ไขแล้วให้ผมก่อนวันอังคารหน้าได้ไหมครับ": 34,
    "王丽你好,下周二之前可以把修改后的发票发给我吗?我妹妹正在上海找房子,如果你认识什么人请告诉我。": 36,
    "안녕하세요 민지 씨, 다음 주 화요일까지 수정된 청구서를 보내 주실 수 있나요? 제 여동생이 부산에서 집을 구하고 있어요.": 37,
    "እንደምን አደርክ፣ እባክህ እስከ ማክሰኞ ድረስ ደረሰኙን ላክልኝ።": 75,
}  # fmt: skip


@pytest.mark.parametrize(("text", "counted"), COUNTED.items(), ids=lambda value: str(value)[:12])
def test_an_estimate_is_near_the_number_of_a_real_vocabulary(text, counted):
    assert 0.75 <= tokens.estimate(text) / counted <= 1.45


@example("¹00", "")
@given(st.text(max_size=200), st.text(max_size=200))
def test_more_text_is_never_fewer_tokens_and_none_is_none(one, other):
    assert tokens.estimate("") == 0
    assert tokens.estimate(one) <= len(one.encode("utf-8", "surrogatepass"))
    assert tokens.estimate(f"{one}\n{other}") >= max(tokens.estimate(one), tokens.estimate(other))


def test_a_request_counts_its_messages_and_its_schema():
    message = {"role": "user", "content": "Ana needs a van."}
    alone = tokens.of_request({"messages": [message]})
    assert alone == tokens.estimate("Ana needs a van.") + 12
    assert tokens.of_request({"messages": [message], "tools": ["a", "b"]}) > alone
