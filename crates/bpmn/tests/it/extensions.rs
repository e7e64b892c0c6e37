//! Attributes of Camunda 7 and 8, our own, and those of nobody we know.
use bpmn::{
    Definition, Severity,
    definition::{Loop, NodeKind, Task},
    expression::Form,
    xml::Document,
};

use crate::definition::{node, read, wrap};

#[test]
fn a_user_task_in_three_tongues() {
    let definition = read(
        r#"<process id="p">
          <userTask id="seven" camunda:assignee="${owner}" camunda:candidateGroups="sales,support" camunda:formKey="deal" camunda:dueDate="P2D"/>
          <userTask id="eight"><extensionElements><zeebe:userTask/><zeebe:assignmentDefinition assignee="=owner" candidateGroups="sales,support"/><zeebe:formDefinition formId="deal"/><zeebe:taskSchedule dueDate="P2D"/></extensionElements></userTask>
          <userTask id="ours" relata:assignee="=owner" relata:candidateGroups="sales,support" relata:formKey="deal" relata:dueDate="P2D"/>
        </process>"#,
    );
    for id in ["seven", "eight", "ours"] {
        let NodeKind::Task(Task::User(task)) = &node(&definition, id).kind else { panic!("{id}") };
        let assignee = task.assignee.as_ref().unwrap();
        assert!(matches!(&assignee.form, Form::Feel { source, .. } if source == "owner"), "{id}: {assignee:?}");
        assert_eq!(task.candidate_groups.as_ref().unwrap().text, "sales,support", "{id}");
        assert_eq!(task.form.as_ref().unwrap().text, "deal", "{id}");
        assert_eq!(task.due.as_ref().unwrap().text, "P2D", "{id}");
    }
}

#[test]
fn work_scripts_decisions_and_calls() {
    let definition = read(
        r#"<process id="p">
          <serviceTask id="s7" camunda:type="external" camunda:topic="mail" camunda:asyncBefore="true"><extensionElements><camunda:failedJobRetryTimeCycle>R3/PT10M</camunda:failedJobRetryTimeCycle></extensionElements></serviceTask>
          <serviceTask id="s8"><extensionElements><zeebe:taskDefinition type="mail" retries="5"/><zeebe:ioMapping><zeebe:input source="=a + 1" target="x"/><zeebe:output source="=y" target="b"/></zeebe:ioMapping><zeebe:taskHeaders><zeebe:header key="to" value="me"/></zeebe:taskHeaders></extensionElements></serviceTask>
          <scriptTask id="c7" scriptFormat="feel" camunda:resultVariable="r"><script>a + 1</script></scriptTask>
          <scriptTask id="cx" scriptFormat="feel" odd:resultVariable="r"><script>= a + 1</script></scriptTask>
          <scriptTask id="c8"><extensionElements><zeebe:script expression="=a + 1" resultVariable="r"/></extensionElements></scriptTask>
          <businessRuleTask id="b7" camunda:decisionRef="discount" camunda:resultVariable="d"/>
          <businessRuleTask id="b8"><extensionElements><zeebe:calledDecision decisionId="discount" resultVariable="d"/></extensionElements></businessRuleTask>
          <callActivity id="k7" calledElement="other"><extensionElements><camunda:in variables="all"/><camunda:in businessKey="${key}"/><camunda:out source="a" target="b"/></extensionElements></callActivity>
          <callActivity id="k8"><extensionElements><zeebe:calledElement processId="other" propagateAllChildVariables="false"/></extensionElements></callActivity>
          <task id="m7"><multiInstanceLoopCharacteristics camunda:collection="lines" camunda:elementVariable="line"/></task>
          <task id="m8"><multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics inputCollection="=lines" inputElement="line" outputCollection="sums" outputElement="=line.sum"/></extensionElements></multiInstanceLoopCharacteristics></task>
        </process>"#,
    );
    for (id, retries) in [("s7", "R3/PT10M"), ("s8", "5")] {
        let NodeKind::Task(Task::Service(work)) = &node(&definition, id).kind else { panic!("{id}") };
        assert_eq!(work.kind.as_ref().unwrap().text, "mail", "{id}");
        assert_eq!(node(&definition, id).retries.as_deref(), Some(retries));
    }
    assert!(node(&definition, "s7").async_before);
    let eight = node(&definition, "s8");
    assert_eq!((eight.inputs[0].target.as_str(), eight.outputs[0].target.as_str()), ("x", "b"));
    assert_eq!(eight.headers, vec![("to".to_owned(), "me".to_owned())]);
    for id in ["c7", "cx", "c8"] {
        let NodeKind::Task(Task::Script(script)) = &node(&definition, id).kind else { panic!("{id}") };
        assert_eq!(script.result_variable.as_deref(), Some("r"));
        assert!(matches!(script.expression.as_ref().unwrap().form, Form::Feel { .. }), "{id}");
    }
    for id in ["b7", "b8"] {
        let NodeKind::Task(Task::BusinessRule(rule)) = &node(&definition, id).kind else { panic!("{id}") };
        assert_eq!(rule.decision.as_ref().unwrap().text, "discount");
        assert_eq!(rule.result_variable.as_deref(), Some("d"));
    }
    let call = |id: &str| match &node(&definition, id).kind {
        NodeKind::Call(call) => call.clone(),
        other => panic!("{other:?}"),
    };
    let (seven, eight) = (call("k7"), call("k8"));
    assert_eq!((seven.all_in, seven.all_out, eight.all_in, eight.all_out), (true, false, true, false));
    assert!(seven.business_key.is_some());
    assert_eq!(node(&definition, "k7").outputs[0].target, "b");
    assert_eq!(eight.element.unwrap().text, "other");
    for id in ["m7", "m8"] {
        let Some(Loop::Multiple(several)) = &node(&definition, id).looping else { panic!("{id}") };
        assert_eq!(several.element.as_deref(), Some("line"));
        assert!(several.collection.is_some());
    }
}

/// Camunda 7 began as Activiti, and old files still use that address under any prefix.
#[test]
fn the_older_address_of_camunda_is_known() {
    let definition =
        read(r#"<process id="p"><userTask xmlns:c="http://activiti.org/bpmn" id="t" c:assignee="${who}"/></process>"#);
    let NodeKind::Task(Task::User(task)) = &node(&definition, "t").kind else { panic!() };
    assert_eq!(task.assignee.as_ref().unwrap().text, "${who}");
}

#[test]
fn messages_carry_their_correlation_key() {
    let definition = read(
        r#"<message id="m" name="Paid"><extensionElements><zeebe:subscription correlationKey="=order.id"/></extensionElements></message>"#,
    );
    assert!(
        matches!(&definition.messages[0].correlation_key.as_ref().unwrap().form, Form::Feel { source, .. } if source == "order.id")
    );
}

#[test]
fn what_is_not_understood_is_reported_one_by_one() {
    let text = wrap(
        r#"<process id="p" odd:colour="red">
          <serviceTask id="s" camunda:class="org.example.Work"><extensionElements><odd:thing/><camunda:connector/></extensionElements></serviceTask>
          <scriptTask id="g" scriptFormat="groovy"><script>x = 1</script></scriptTask>
          <exclusiveGateway id="x"/><task id="t"/>
          <sequenceFlow id="f" sourceRef="x" targetRef="t"><conditionExpression>${bean.ok()}</conditionExpression></sequenceFlow>
        </process>"#,
    );
    let document = Document::parse(&text).unwrap();
    let (_, findings) = Definition::read(&document);
    let told: Vec<_> = findings.iter().map(|it| (it.element.as_str(), it.rule, it.severity, it.place.line)).collect();
    assert_eq!(
        told,
        [
            ("p", "foreign", Severity::Info, 2),
            ("s", "foreign", Severity::Info, 3),
            ("s", "foreign", Severity::Info, 3),
            ("s", "foreign", Severity::Info, 3),
            ("g", "expression-unread", Severity::Warning, 4),
            ("f", "expression-unread", Severity::Warning, 6),
        ]
    );
    assert_eq!(document.write(), text);
}
