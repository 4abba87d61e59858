package dev.millrace.job;

import java.util.List;

/**
 * Events as a code-hosting platform publishes them: one envelope, payloads of every shape. Written
 * for the tests; each has an {@code id} of its own.
 */
final class PlatformEvents {
  static final List<String> ALL =
      List.of(
          """
          {"id":"70001","type":"Push","created_at":"2024-02-29T23:59:58Z","public":true,
           "actor":{"id":41,"login":"ada","gravatar_id":"","url":"https://example.org/users/ada"},
           "repo":{"id":9007199254740993,"name":"ada/mill","url":"https://example.org/ada/mill"},
           "payload":{"push_id":134107894,"size":2,"distinct_size":1,"ref":"refs/heads/main",
             "commits":[{"sha":"05570a","author":{"name":"Ada","email":"a@example.org"},
               "message":"- first\\n- second \\"quoted\\" \\\\ back","distinct":true},
               {"sha":"0a","author":{"name":"Zoë","email":null},"message":"","distinct":false}]}}""",
          """
          {"id":"70002","type":"Create","created_at":"2024-03-01T00:00:00Z","public":true,
           "actor":{"id":42,"login":"ben","gravatar_id":"a7","url":"https://example.org/users/ben"},
           "repo":{"id":2,"name":"ben/水車","url":"https://example.org/ben/%E6%B0%B4"},
           "payload":{"ref":null,"ref_type":"repository","master_branch":"main",
             "description":"mills \\ud83d\\ude00 and races 😀 – \\u00e9t\\u00e9"}}""",
          """
          {"id":"70003","type":"IssueComment","created_at":"2024-03-01T00:00:01Z","public":true,
           "actor":{"login":"cy","id":43},
           "repo":{"id":3,"name":"cy/x"},
           "org":{"id":7,"login":"acme","avatar_url":"https://example.org/a?d=https%3A%2F%2Fb%2Fc.png"},
           "payload":{"action":"created",
             "issue":{"id":1,"number":12,"title":"a/b ~ c","score":0.75,"labels":[],"milestone":null,
               "assignee":null,"comments":0,"locked":false,
               "user":{"id":4,"login":"dee","plan":{"name":"free","space":1e3}},
               "pull_request":{"html_url":null,"diff_url":null},"closed_at":null},
             "comment":{"id":5,"body":"line one\\r\\nline two\\ttabbed","user":{"id":5,"login":"eve"}}}}""",
          """
          {"id":"70004","type":"Issues","created_at":"2024-03-01T12:34:56Z","public":false,
           "actor":{"id":44,"login":"dee"},"repo":{"id":4,"name":"dee/y"},"org":null,
           "payload":{"action":"closed","number":"n/a",
             "issue":{"id":2,"number":13,"title":"","score":1,"labels":[{"name":"bug","color":"f00"}],
               "milestone":{"title":"1.0","due_on":"2024-12-01T00:00:00Z","creator":{"id":9}},
               "assignee":{"id":45,"login":"eve","plan":null},"comments":17,"locked":true,
               "user":{"id":4,"login":"dee","plan":{"name":"pro","space":0.5}},
               "pull_request":{},"closed_at":"2024-03-01T12:34:56+02:00"}}}""",
          """
          {"id":"70005","type":"Release","created_at":"2023-12-31T23:59:59Z","public":true,
           "actor":{"id":45,"login":"eve"},"repo":{"id":5,"name":"eve/z"},
           "payload":{"action":"published","number":5,
             "release":{"id":18446744073709551615,"tag.name":"v1.0","ratio":123456789.123456789,
               "assets":[],"draft":false,"author":{"id":45,"login":"eve"},
               "published_on":"2023-12-31","reactions":{"+1":3,"-1":0,"a b":1}}}}""",
          """
          {"id":"70006","type":"Release","created_at":"2024-01-01T00:00:00Z","public":true,
           "actor":{"id":46,"login":"fay"},"repo":{"id":6,"name":"fay/q"},
           "payload":{"action":"edited","number":6,
             "release":{"id":1,"tag.name":"v\\u0031.1","ratio":-0.000001,
               "assets":[ {"size" : 1 , "name":"a.tgz"} , [ ] , null ],"draft":true,
               "author":"fay","published_on":"2024-01-01","reactions":{}}}}""",
          """
          {"id":"70007","type":"Gollum","created_at":"2024-01-01T00:00:01Z","public":true,
           "actor":{"id":47,"login":"gus"},"repo":{"id":7,"name":"gus/w"},
           "payload":{"pages":[{"title":"Home","summary":null,"depth":[[1,[2,[3]]]]}],
             "Pages":"a second name","nested":{"a":{"b":{"c":{"d":{"e":1}}}}}}}""",
          """
          {"id":"70008","type":"Fork","created_at":"2024-01-01T00:00:02Z","public":true,
           "actor":{"id":48,"login":"hal"},"repo":{"id":8,"name":"hal/v"},
           "payload":{"nested":{"a":{"b":[{"c":1}]}},
             "forkee":{"id":99,"private":false,"owner":{"id":48,"site_admin":false},
               "homepage":null,"language":"Java","size":0,"pushed_at":"2011-09-06T17:26:27Z"}}}""",
          "{\"id\":\"70009\",\"type\":\"Issues\",\"created_at\":\"2024-01-01T00:00:03Z\",\"public\":true,"
              + "\"actor\":{\"id\":49,\"login\":\"ida\"},\"repo\":{\"id\":9,\"name\":\"ida/u\"},"
              + "\"payload\":{\"action\":\"opened\",\"issue\":{\"id\":3,\"number\":14,\"title\":\"long\","
              + "\"body\":\""
              + "Mühlrad — water wheel 水車 \\u2014 ".repeat(600)
              + "\"}}}",
          """
          {"id":"70010","type":"Watch","created_at":"2024-01-01T00:00:04Z","public":true,
           "actor":{"id":50,"login":"jo"},"repo":{"id":10,"name":"jo/t"},"payload":{}}""",
          """
            { "payload" : { "member" : { "id" : 51 , "login" : "kim" } , "action" : "added" } ,
              "repo" : { "name" : "jo/s" , "id" : 11 } , "actor" : { "login" : "jo" , "id" : 50 } ,
              "public" : true , "created_at" : "2024-01-01T00:00:05Z" , "type" : "Member" ,
              "id" : "70011" }""",
          """
          {"id":"70012"}""");

  private PlatformEvents() {}
}
