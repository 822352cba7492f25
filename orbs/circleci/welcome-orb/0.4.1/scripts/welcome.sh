cat <<TEXT
Welcome! This is the job $CIRCLE_JOB of ${CIRCLE_PROJECT_REPONAME:-this project}.

A job can count on variables such as these:
  CIRCLE_BRANCH     ${CIRCLE_BRANCH:-(none: a tag was pushed)}
  CIRCLE_SHA1       ${CIRCLE_SHA1-}
  CIRCLE_BUILD_NUM  ${CIRCLE_BUILD_NUM-}
  CIRCLE_BUILD_URL  ${CIRCLE_BUILD_URL-}

Next: put your own steps into .circleci/config.yml, https://circleci.com/docs/configuration-reference/ tells what there is.
TEXT
