/** The files of the demo, by path. Its steps need nothing but a POSIX shell, so that any image and any host will do. */
export function demoFiles(image: string): Readonly<Record<string, string>> {
  return { '.circleci/config.yml': config(image), 'planets.txt': planets, 'check.sh': check };
}

const config = (
  image: string,
): string => `# The demo of Orrery. This is plain CircleCI 2.1: jobs in order and side by side, a cache,
# a workspace, test results, artifacts.
version: 2.1

executors:
  small:
    docker:
      - image: ${image}

commands:
  say:
    parameters:
      text:
        type: string
    steps:
      - run: echo "<< parameters.text >>"

jobs:
  ephemeris:
    executor: small
    steps:
      - checkout
      - restore_cache:
          keys:
            - ephemeris-v1-{{ checksum "planets.txt" }}
      - run:
          name: Compute the ephemeris
          command: |
            mkdir -p tables
            if [ -f tables/done ]; then echo "The tables are in the cache: nothing to compute"; exit 0; fi
            while read -r planet period; do
              echo "computing $planet"
              echo "$planet goes round in $period days" > "tables/$planet.txt"
              sleep 0.1
            done < planets.txt
            touch tables/done
      - save_cache:
          key: ephemeris-v1-{{ checksum "planets.txt" }}
          paths:
            - tables
      - persist_to_workspace:
          root: .
          paths:
            - tables

  lint:
    executor: small
    steps:
      - checkout
      - run:
          name: Every planet has a period
          command: |
            while read -r planet period; do
              case $period in
                ''|*[!0-9]*) echo "$planet has no period"; exit 1 ;;
              esac
            done < planets.txt
            echo "all of them"

  test:
    executor: small
    parallelism: 2
    steps:
      - checkout
      - attach_workspace:
          at: .
      - run:
          name: Test my share of the planets
          command: |
            mkdir results
            sh check.sh "$CIRCLE_NODE_INDEX" "$CIRCLE_NODE_TOTAL" > results/planets.xml
      - store_test_results:
          path: results

  chart:
    executor: small
    steps:
      - attach_workspace:
          at: /tmp/sky
      - run:
          name: Draw the chart
          command: |
            cat /tmp/sky/tables/*.txt > /tmp/sky/chart.txt
            cat /tmp/sky/chart.txt
      - store_artifacts:
          path: /tmp/sky/chart.txt
          destination: chart.txt
      - say:
          text: The stars will do the rest.

workflows:
  sky:
    jobs:
      - ephemeris
      - lint
      - test:
          requires: [ephemeris]
      - chart:
          requires: [lint, test]
`;

const planets = `mercury 88
venus 225
earth 365
mars 687
jupiter 4333
saturn 10759
`;

const check = `# check.sh INDEX TOTAL: tests the planets whose number falls to this node, and prints a JUnit report.
echo '<testsuite name="planets">'
number=0
while read -r planet period; do
  if [ $((number % $2)) -eq "$1" ]; then
    if grep -q "in $period days" "tables/$planet.txt"; then
      echo "<testcase classname=\\"planets\\" name=\\"$planet\\" time=\\"0.01\\"/>"
      echo "ok $planet" >&2
    else
      echo "<testcase classname=\\"planets\\" name=\\"$planet\\" time=\\"0.01\\"><failure message=\\"wrong period\\"/></testcase>"
      echo "not ok $planet" >&2
    fi
  fi
  number=$((number + 1))
done < planets.txt
echo '</testsuite>'
`;
