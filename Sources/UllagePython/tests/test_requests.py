"""Requests through the Python door: the same answers as the program in the wheel gives."""
import json
import os
import subprocess
import sysconfig

import pytest
import ullage

PROGRAM = os.path.join(sysconfig.get_path("scripts"), "ullage")
BODY = {"model": "claude-opus-5", "max_tokens": 1000, "messages": [{"role": "user", "content": "Hello"}]}
TOOL = {"name": "read", "description": "Reads.", "input_schema": {"type": "object", "properties": {"path": {"type": "string"}}}}
CALL = [
    {"role": "user", "content": "Read a.txt"},
    {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "read", "input": {"path": "a.txt"}}]},
    {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "words"}]},
]
BODIES = [
    BODY, dict(BODY, system="Be brief."), dict(BODY, tools=[TOOL], messages=CALL), dict(BODY, model="claude-sonnet-4-5"),
    dict(BODY, max_tokens=2_000_000), dict(BODY, messages=[{"role": "user", "content": "words " * 5000}] * 3),
]


def by_program(*arguments, body):
    run = subprocess.run([PROGRAM, *arguments, "--json", "-q", "-"], input=json.dumps(body).encode(), capture_output=True)
    return json.loads(run.stdout)


@pytest.mark.parametrize("body", BODIES)
def test_counts_are_those_of_the_program(body):
    said = by_program("count", "--request", body=body)
    said.pop("skipped", None)
    assert ullage.count_request(body).json == said


@pytest.mark.parametrize("body", BODIES)
def test_plans_are_those_of_the_program(body):
    assert ullage.plan(body).json == by_program("plan", body=body)


def test_parts_add_up_and_bounds_hold_the_number():
    found = ullage.count_request(dict(BODY, tools=[TOOL], messages=CALL))
    assert sum(part.tokens for part in found.parts) == found.tokens
    assert found.lower <= found.tokens <= found.upper


def test_a_body_may_be_json_or_hold_objects_of_the_sdk():
    class Block:
        def model_dump(self, **_):
            return {"type": "text", "text": "Hello"}

    text = json.dumps(BODY)
    expected = ullage.count_request(BODY).tokens
    assert ullage.count_request(text).tokens == ullage.count_request(text.encode()).tokens == expected
    blocks = dict(BODY, messages=[{"role": "user", "content": [Block()]}])
    assert ullage.count_request(blocks).tokens == expected


def test_a_ledger_counts_what_the_whole_counts():
    ledger = ullage.Ledger(dict(BODY, tools=[TOOL], messages=CALL[:1]))
    for number, message in enumerate(CALL[1:], 2):
        ledger.append(message)
        whole = ullage.count_request(dict(BODY, tools=[TOOL], messages=CALL[:number]))
        assert (ledger.input.tokens, ledger.messages) == (whole.tokens, number)
    assert ledger.plan().headroom == ledger.headroom
    with pytest.raises(ullage.BadInputError):
        ledger.append("{")
    assert ledger.messages == 3


def test_a_ledger_counts_on_from_what_the_api_counted():
    answer = {"role": "assistant", "content": "Hello! How can I help?"}
    ledger = ullage.Ledger(BODY)
    assert ledger.measured is None
    assert ledger.append(answer, usage={"input_tokens": 20, "cache_read_input_tokens": 11, "output_tokens": 10})
    assert ledger.measured == 31 and ledger.input.tokens > 31
    other = ullage.Ledger(BODY)
    assert not other.append(answer, usage={"input_tokens": 1, "output_tokens": 10})
    assert other.measured is None and other.messages == 2
    with pytest.raises(ullage.BadInputError):
        other.append(BODY["messages"][0], usage={"input_tokens": 31, "output_tokens": 10})


def test_what_is_wrong_is_said_with_its_place():
    with pytest.raises(ullage.BadInputError) as caught:
        ullage.count_request('{"messages": [}')
    assert caught.value.at and caught.value.remedy
    for ask in (ullage.count_request, ullage.plan, ullage.Ledger):
        with pytest.raises(ullage.UnknownModelError) as caught:
            ask(dict(BODY, model="claude-opus-55"))
        assert "assume_model" in caught.value.remedy
    assert ullage.count_request(dict(BODY, model="claude-opus-55"), assume_model="claude-opus-5").basis == "assumed"
    with pytest.raises(ullage.UsageError, match="platform"):
        ullage.plan(BODY, platform="mars")


def test_differences_from_the_api_are_told_apart():
    answers = iter([9, 12, 10])
    found = ullage.reconcile(lambda **body: {"input_tokens": next(answers)}, [BODY, BODY, dict(BODY, system="Be brief.")])
    assert (found.requests, found.exact, len(found.undercounts)) == (3, 1, 1)
    assert found.differences[0].measured == 12 and not found.differences[0].is_inside


def test_what_the_api_counts_teaches_a_counter(tmp_path):
    image = {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}
    body = dict(BODY, messages=[{"role": "user", "content": [image]}])
    before = ullage.count_request(body)
    assert before.basis == "assumed" and before.as_of
    few = ullage.reconcile(lambda **body: {"input_tokens": 1234}, [body] * 18 + [BODY])
    assert few.calibration is None and (few.corrections[0].observations, few.corrections[0].needed) == (18, 19)
    learned = ullage.reconcile(lambda **body: {"input_tokens": 1234}, [body] * 19)
    assert learned.corrections[0].is_learned and learned.inside == 19
    path = tmp_path / "calibration.json"
    path.write_bytes(learned.calibration)
    counter = ullage.Counter("claude-opus-5", catalog=path)
    after = ullage.count_request(body, counter=counter)
    assert (after.tokens, after.lower, after.upper, after.basis) == (1234, 1234, 1234, "calibrated")
    assert ullage.count_request(BODY, counter=counter) == ullage.count_request(BODY)


def test_a_risk_moves_the_limit_that_the_headroom_goes_by():
    body = dict(BODY, tools=[TOOL], messages=CALL)
    plain, risky = ullage.Ledger(body), ullage.Ledger(body, risk=0.001)
    assert plain.state["risk"] is None
    limit = risky.state["risk"]["limit"]
    assert risky.headroom == risky.state["window"] - limit - risky.state["max_tokens"]
    assert ullage.plan(body, risk=0.001).json["risk"]["limit"] == limit
    with pytest.raises(ullage.UsageError):
        ullage.plan(body, risk=0.9)
