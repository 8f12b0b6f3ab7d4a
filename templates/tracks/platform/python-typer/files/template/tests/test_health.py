from fastapi.testclient import TestClient


def test_it_is_alive(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}


def test_it_is_ready(client: TestClient) -> None:
    assert client.get("/readyz").status_code == 200


def test_metrics_count_requests(client: TestClient) -> None:
    client.get("/healthz")
    client.get("/nowhere")
    text = client.get("/metrics").text
    assert 'requests_total{status="200"} 1' in text
    assert 'requests_total{status="404"} 1' in text


def test_an_unknown_route_is_a_problem_document(client: TestClient) -> None:
    answer = client.get("/nowhere")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404
