//! What an engine gets of a file.
use bpmn::{
    Definition,
    definition::{DataKind, End, EventKind, Gateway, Loop, Node, NodeKind, SubProcessKind, Task, Timer, Trigger},
    expression::Form,
    xml::Document,
};

/// The definition of processes, written without the wrapping.
pub fn read(inside: &str) -> Definition {
    let document = Document::parse(&wrap(inside)).unwrap();
    Definition::read(&document).0
}

pub fn wrap(inside: &str) -> String {
    format!(
        "<definitions xmlns=\"{}\" xmlns:camunda=\"http://camunda.org/schema/1.0/bpmn\" \
         xmlns:zeebe=\"http://camunda.org/schema/zeebe/1.0\" xmlns:relata=\"{}\" xmlns:odd=\"urn:odd\">\n{inside}\n</definitions>",
        bpmn::MODEL,
        bpmn::RELATA
    )
}

pub fn node<'a>(definition: &'a Definition, id: &str) -> &'a Node {
    definition.node(definition.find(id).unwrap())
}

#[test]
fn flows_conditions_and_defaults() {
    let definition = read(
        r#"<process id="p" isExecutable="true">
          <startEvent id="s"/><exclusiveGateway id="g" default="no"/><task id="t"/><endEvent id="e"/>
          <sequenceFlow id="a" sourceRef="s" targetRef="g"/>
          <sequenceFlow id="yes" sourceRef="g" targetRef="t"><conditionExpression>= amount &gt; 3</conditionExpression></sequenceFlow>
          <sequenceFlow id="no" sourceRef="g" targetRef="e"/>
          <sequenceFlow id="lost" sourceRef="g" targetRef="nowhere"/>
        </process>"#,
    );
    let gateway = node(&definition, "g");
    assert!(matches!(gateway.kind, NodeKind::Gateway(Gateway::Exclusive)));
    assert_eq!(gateway.outgoing.len(), 2);
    assert_eq!(definition.flow(gateway.default.unwrap()).id, "no");
    let flow = definition.flow(gateway.outgoing[0]);
    assert_eq!(flow.condition.as_ref().unwrap().text, "= amount > 3");
    assert!(matches!(&flow.condition.as_ref().unwrap().form, Form::Feel { source, .. } if source == "amount > 3"));
    assert_eq!(node(&definition, "e").incoming, vec![gateway.default.unwrap()]);
    let process = definition.process("p").unwrap();
    assert_eq!(definition.scope(process.scope).starts, vec![definition.find("s").unwrap()]);
}

#[test]
fn scopes_nest() {
    let definition = read(
        r#"<process id="p">
          <subProcess id="outer"><transaction id="inner"><task id="t"/></transaction>
            <subProcess id="watch" triggeredByEvent="true"><startEvent id="when" isInterrupting="false"><signalEventDefinition signalRef="go"/></startEvent></subProcess>
          </subProcess>
          <adHocSubProcess id="any" ordering="Sequential"><task id="u"/><completionCondition>done</completionCondition></adHocSubProcess>
        </process><signal id="go" name="Go"/>"#,
    );
    let NodeKind::SubProcess(outer) = &node(&definition, "outer").kind else { panic!() };
    let NodeKind::SubProcess(inner) = &node(&definition, "inner").kind else { panic!() };
    assert_eq!(inner.kind, SubProcessKind::Transaction);
    assert_eq!(node(&definition, "t").scope, inner.scope);
    assert_eq!(definition.scope(inner.scope).parent, Some(outer.scope));
    assert_eq!(definition.scope(inner.scope).owner, definition.find("inner"));
    let watch = definition.find("watch").unwrap();
    assert_eq!(definition.scope(outer.scope).event_sub_processes, vec![watch]);
    let NodeKind::Event(event) = &node(&definition, "when").kind else { panic!() };
    assert_eq!(event.kind, EventKind::Start { interrupting: false });
    assert!(
        matches!(event.triggers[..], [Trigger::Signal(Some(id))] if definition.signals[id.0 as usize].name == "Go")
    );
    let NodeKind::SubProcess(any) = &node(&definition, "any").kind else { panic!() };
    assert!(matches!(&any.kind, SubProcessKind::AdHoc { sequential: true, completion: Some(_), .. }));
}

#[test]
fn boundary_events_links_and_compensation_find_their_others() {
    let definition = read(
        r#"<process id="p">
          <task id="t"/><task id="undo" isForCompensation="true"/>
          <boundaryEvent id="late" attachedToRef="t" cancelActivity="false"><timerEventDefinition><timeDuration>PT4H</timeDuration></timerEventDefinition></boundaryEvent>
          <boundaryEvent id="back" attachedToRef="t"><compensateEventDefinition/></boundaryEvent>
          <association id="as" sourceRef="back" targetRef="undo"/>
          <intermediateThrowEvent id="undoing"><compensateEventDefinition activityRef="t" waitForCompletion="false"/></intermediateThrowEvent>
          <intermediateThrowEvent id="from"><linkEventDefinition name="L"/></intermediateThrowEvent>
          <intermediateCatchEvent id="to"><linkEventDefinition name="L"/></intermediateCatchEvent>
          <intermediateCatchEvent id="weekly"><timerEventDefinition><timeCycle>R/P7D</timeCycle></timerEventDefinition></intermediateCatchEvent>
          <intermediateCatchEvent id="then"><timerEventDefinition><timeDate>due + duration("P1D")</timeDate></timerEventDefinition></intermediateCatchEvent>
          <endEvent id="stop"><terminateEventDefinition/></endEvent>
        </process>"#,
    );
    let t = definition.find("t").unwrap();
    assert_eq!(definition.node(t).boundary, vec![definition.find("late").unwrap(), definition.find("back").unwrap()]);
    assert_eq!(node(&definition, "back").compensated_by, definition.find("undo"));
    assert!(node(&definition, "undo").for_compensation);
    let triggers = |id: &str| match &node(&definition, id).kind {
        NodeKind::Event(event) => event.triggers[0].clone(),
        other => panic!("{other:?}"),
    };
    let NodeKind::Event(late) = &node(&definition, "late").kind else { panic!() };
    assert_eq!(late.kind, EventKind::Boundary { host: Some(t), interrupting: false });
    assert!(matches!(triggers("late"), Trigger::Timer(Some(Timer::Duration(time))) if time.form == Form::Literal));
    assert!(matches!(triggers("weekly"), Trigger::Timer(Some(Timer::Cycle(_)))));
    assert!(
        matches!(triggers("then"), Trigger::Timer(Some(Timer::Date(time))) if matches!(time.form, Form::Feel { .. }))
    );
    assert!(matches!(triggers("undoing"), Trigger::Compensation { activity, wait: false } if activity == Some(t)));
    assert!(matches!(triggers("from"), Trigger::Link { target, .. } if target == definition.find("to")));
    assert!(matches!(triggers("stop"), Trigger::Terminate));
}

#[test]
fn lanes_pools_and_message_flows() {
    let definition = read(
        r#"<message id="m" name="Order"/>
        <collaboration id="c"><participant id="us" name="Us" processRef="p"/><participant id="them" name="Them"/>
          <messageFlow id="mf" sourceRef="them" targetRef="r" messageRef="m"/></collaboration>
        <process id="p"><laneSet id="ls"><lane id="sales" name="Sales"><flowNodeRef>r</flowNodeRef>
            <childLaneSet id="cl"><lane id="inner"><flowNodeRef>r</flowNodeRef></lane></childLaneSet></lane></laneSet>
          <receiveTask id="r" messageRef="m"/></process>"#,
    );
    assert_eq!(definition.pools[0].process, Some(definition.process("p").unwrap().scope));
    assert_eq!(definition.pools[1].process, None);
    let flow = &definition.message_flows[0];
    assert_eq!(flow.source, End::Pool("them".into()));
    assert_eq!(flow.target, End::Node(definition.find("r").unwrap()));
    assert_eq!(definition.messages[flow.message.unwrap().0 as usize].name, "Order");
    let lane = &definition.lanes[node(&definition, "r").lane.unwrap().0 as usize];
    assert_eq!(lane.id, "inner");
    assert_eq!(definition.lanes[lane.parent.unwrap().0 as usize].name, "Sales");
    assert!(matches!(&node(&definition, "r").kind, NodeKind::Task(Task::Receive { message: Some(_), starts: false })));
}

#[test]
fn loops_and_data() {
    let definition = read(
        r#"<process id="p"><dataObject id="d" isCollection="true"/><dataObjectReference id="dr" name="Lines" dataObjectRef="d"/>
          <property id="pr" name="total"/>
          <task id="t"><standardLoopCharacteristics testBefore="true" loopMaximum="3"><loopCondition>i &lt; 3</loopCondition></standardLoopCharacteristics></task>
          <task id="m"><dataInputAssociation><sourceRef>dr</sourceRef><targetRef>in</targetRef><assignment><from>d</from><to>x</to></assignment></dataInputAssociation>
            <multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>5</loopCardinality><completionCondition>done</completionCondition></multiInstanceLoopCharacteristics></task>
        </process>"#,
    );
    let data = &definition.scopes[0].data;
    assert_eq!((&*data[0].name, data[0].kind, data[0].collection), ("Lines", DataKind::Object, true));
    assert_eq!(data[0].references, vec!["dr"]);
    assert_eq!((&*data[1].name, data[1].kind), ("total", DataKind::Property));
    assert!(matches!(node(&definition, "t").looping, Some(Loop::Standard { test_before: true, maximum: Some(3), .. })));
    let Some(Loop::Multiple(several)) = &node(&definition, "m").looping else { panic!() };
    assert!(several.sequential && several.cardinality.is_some() && several.completion.is_some());
    let association = &node(&definition, "m").associations[0];
    assert_eq!((association.input, &*association.sources[0], association.assignments.len()), (true, "dr", 1));
}

#[test]
fn names_with_blanks_are_known_where_the_diagram_declares_them() {
    let definition = read(
        r#"<process id="p"><dataObject id="d" name="Order total"/><task id="a"/><task id="b"/>
          <sequenceFlow id="f" sourceRef="a" targetRef="b"><conditionExpression>Order total &gt; 3</conditionExpression></sequenceFlow></process>"#,
    );
    assert!(matches!(definition.flows[0].condition.as_ref().unwrap().form, Form::Feel { .. }));
}
